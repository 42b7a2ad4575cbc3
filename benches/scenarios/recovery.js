export const title = 'Until the conversation goes on after its connections were reset';
export const metrics = { recovery: { unit: 'ms', better: 'lower' } };
export const measuresCpu = false;
export const isBehindFaults = true;
export const isFor = ({ client, options }) =>
  ['everwire', 'everwire-websocket', 'reconnecting-websocket', 'partysocket'].includes(client)
  && options.reconnect !== false;
export const variants = [{ name: 'with the delays that are the default' }];
export const quick = (variant) => variant;

/** The interval between messages, in ms. Other clients lose messages sent before they notice the reset, so one is not enough. */
const INTERVAL = 20;

export async function prepare({ connect, world }) {
  const link = await connect('echo', world.place);
  await echo(link);
  return { world, link };
}

export async function measure({ world, link }) {
  await fetch(`${world.url}/cut`, { method: 'POST', body: JSON.stringify({ how: 'reset' }) });
  const begin = performance.now();
  await echo(link);
  return { messages: 1, recovery: performance.now() - begin };
}

export async function finish({ link }) {
  await link.close();
}

async function echo(link) {
  let sending;
  await new Promise((resolve) => {
    link.onmessage = resolve;
    const send = () => link.send('x');
    sending = setInterval(send, INTERVAL);
    send();
  });
  clearInterval(sending);
}
