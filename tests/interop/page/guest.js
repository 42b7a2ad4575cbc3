import { Dialogue } from './dialogue.js';

/** A socket that stays until it is told that the link is down: by `close`, or by `reconnecting` where that comes in its place. */
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
