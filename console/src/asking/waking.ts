const event = 'likeness:waking';

/** Asks, and tells the page where the answer is that an endpoint wakes: the client asks again by itself, and says nothing. */
export async function tellingOfWaking(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (response.status === 503) dispatchEvent(new Event(event));
  return response;
}

/** Calls `heard` each time that an endpoint is said to wake, until what it returns is called. */
export function onWaking(heard: () => void): () => void {
  addEventListener(event, heard);
  return () => removeEventListener(event, heard);
}
