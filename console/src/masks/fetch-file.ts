/** @throws Error where it is gone */
export async function fetchFile(url: string, name: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${name} can't be read any more (${response.status}). Load the page anew.`);
  return response.blob();
}
