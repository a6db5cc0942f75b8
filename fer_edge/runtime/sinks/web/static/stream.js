// The stream of blocks, and coming back to it. A block: two lengths (uint32, big endian), JSON, a JPEG or nothing.

const WAITS = [1, 2, 4, 8, 15]; // Seconds before the next try; the last one again and again.
const STALLED = 6; // Seconds without a block: one comes every second, so the connection is dead.

// Yields { header, jpeg } as they come.
export async function* blocks(reader) {
  let held = new Uint8Array(0);
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    held = joined(held, value);
    for (;;) {
      if (held.length < 8) break;
      const view = new DataView(held.buffer, held.byteOffset);
      const text = 8 + view.getUint32(0);
      const end = text + view.getUint32(4);
      if (held.length < end) break;
      yield { header: JSON.parse(new TextDecoder().decode(held.subarray(8, text))), jpeg: held.slice(text, end) };
      held = held.subarray(end);
    }
  }
}

function joined(first, second) {
  if (!first.length) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

// Follows the stream for as long as the page is open and seen. onBlock(block); onLost({ reason, wait }): wait in seconds.
export class Follower {
  constructor(onBlock, onLost) {
    this.onBlock = onBlock;
    this.onLost = onLost;
    this.tries = 0;
    this.hurry = () => {};
    document.addEventListener("visibilitychange", () => {
      // Nobody looks: the device can rest, and a browser has few connections to give.
      if (document.hidden) this.abort?.abort();
      else this.hurry();
    });
  }

  async run() {
    for (;;) {
      const reason = await this.once();
      await this.pause(reason);
    }
  }

  async once() {
    this.abort = new AbortController();
    const alive = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.abort.abort(), STALLED * 1000);
    };
    let ended = false;
    alive();
    try {
      const response = await fetch("stream", { cache: "no-store", signal: this.abort.signal });
      if (!response.ok) return String(response.status);
      for await (const block of blocks(response.body.getReader())) {
        alive();
        this.tries = 0;
        ended = ended || Boolean(block.header.ended);
        this.onBlock(block);
      }
    } catch (error) {
      if (!(error instanceof TypeError || error.name === "AbortError")) console.error(error);
    } finally {
      clearTimeout(this.timer);
    }
    return ended ? "ended" : "lost";
  }

  async pause(reason) {
    let wait = WAITS[Math.min(this.tries++, WAITS.length - 1)];
    let hurried = false;
    this.hurry = () => { hurried = true; this.wake?.(); };
    for (; (wait > 0 || document.hidden) && !hurried; wait--) {
      this.onLost({ reason, wait: Math.max(wait, 0) });
      // A little chance, so that many pages do not all come back in the same moment.
      await new Promise((wake) => { this.wake = wake; setTimeout(wake, 900 + 200 * Math.random()); });
    }
    this.onLost({ reason, wait: 0 });
  }
}
