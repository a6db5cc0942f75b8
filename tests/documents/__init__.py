"""What README.md and docs/ show is run: every command, configuration, record and line of Python.

A new page or block is picked up by itself. What cannot be run says why: the whole block in a comment before it,
`<!-- not run: REASON -->`, or lines of a kind in `exceptions.NOT_RUN`; their options are held against the commands all
the same. `<!-- read by: fer-edge … --config NAME -->` before a configuration is the command that is given it, as NAME.
"""
