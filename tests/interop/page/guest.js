import { Dialogue } from './dialogue.js';

/** A socket that reports how its link ended: the first `close` or `reconnecting` event. */
export async function openGuest(Socket, settings) {
  const dialogue = await Dialogue.open(Socket, settings);
  const down = Promise.race(['close', 'reconnecting'].map((type) => dialogue.fires(type)));
  return {
    async account() {
      const { type, code, reason, wasClean } = await down;
      return { type, code, reason, wasClean };
    },
    close: () => dialogue.leave(),
  };
}
