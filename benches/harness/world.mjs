import { SITE } from './paths.mjs';

/**
 * Starts the server with this name behind a fault-making proxy, which serves the page too. Resolves with the `url` of the
 * page and with `control`, the URL at which the page controls the faults.
 */
export async function startWorld(servers, server, faults) {
  const chaos = servers.get(server === 'rust' ? 'chaos' : `chaos ${server}`).url;
  const serverArgs = server === 'rust' ? ['--www', SITE] : [SITE];
  const { id, url } = await post(`${chaos}/worlds`, { serverArgs });
  const control = `${chaos}/worlds/${id}`;
  await post(`${control}/faults`, faults ?? {});
  const place = server === 'rust' ? { endpoints: url } : {};
  return { url, control: { url: control, place }, stop: () => fetch(control, { method: 'DELETE' }) };
}

async function post(url, body) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const state = await response.json();
  if (!response.ok) {
    throw new Error(state.error);
  }
  return state;
}
