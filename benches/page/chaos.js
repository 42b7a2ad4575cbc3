/** Starts a server behind a proxy that makes faults; `place` is what a client needs to find it. */
export async function startWorld(control) {
  const { id, url } = await request(`${control}/worlds`);
  return {
    place: { endpoints: url, plain: `${url.replace('http', 'ws')}/plain` },
    faults: (rules) => request(`${control}/worlds/${id}/faults`, rules),
    cut: () => request(`${control}/worlds/${id}/cut`, { how: 'reset' }),
    stop: () => fetch(`${control}/worlds/${id}`, { method: 'DELETE' }),
  };
}

async function request(url, body = {}) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const state = await response.json();
  if (!response.ok) {
    throw new Error(state.error);
  }
  return state;
}
