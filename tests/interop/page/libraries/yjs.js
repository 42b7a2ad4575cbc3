import { WebsocketProvider } from 'y-websocket';
import { Doc } from 'yjs';

import { until } from '../wait.js';

const RETRY = 50;

/** Two documents that are edited at the same time and must become equal. */
export async function openYjs(Socket, { url }) {
  const room = crypto.randomUUID();
  const documents = [new Doc(), new Doc()];
  const texts = documents.map((document) => document.getText('shared'));
  const settings = { WebSocketPolyfill: Socket, disableBc: true, maxBackoffTime: RETRY };
  const providers = documents.map((document) => new WebsocketProvider(url, room, document, settings));
  await until(() => providers.every(({ synced }) => synced));
  return {
    async probe(number) {
      const edits = texts.map((text, author) => {
        const edit = `[${number} by ${author}]`;
        text.insert(0, edit);
        return edit;
      });
      await until(() => edits.every((edit) => texts.every((text) => text.toString().includes(edit))));
      return String(number);
    },
    account: () => ({ isSame: texts[0].toString() === texts[1].toString(), length: texts[0].length }),
    close() {
      providers.forEach((provider) => provider.destroy());
      documents.forEach((document) => document.destroy());
    },
  };
}
