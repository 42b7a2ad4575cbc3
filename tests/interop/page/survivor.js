import { Dialogue } from './dialogue.js';
import { until } from './wait.js';

/** A socket that reconnects by itself, as if it were a library. It sends a text at each `reconnecting` and awaits its echo. */
export async function openSurvivor(Socket, settings) {
  const dialogue = await Dialogue.open(Socket, settings);
  const [said, heard] = [[], []];
  let links = 1;
  let hasClosed = false;
  dialogue.socket.addEventListener('open', () => { links += 1; });
  dialogue.socket.addEventListener('close', () => { hasClosed = true; });
  dialogue.socket.addEventListener('reconnecting', () => {
    const text = `down for the ${said.length + 1}. time`;
    said.push(text);
    dialogue.send(text);
  });
  return {
    async probe(number) {
      await until(() => links === number + 2);
      while (heard.length < said.length) {
        heard.push(await dialogue.next());
      }
      return String(number);
    },
    account: () => ({ said, heard, hasClosed }),
    close: () => dialogue.leave(),
  };
}
