"""`python -m fer_edge`: the command line."""

from fer_edge.cli.app import main

if __name__ == "__main__":
    main()
