/** What a problem says that callers go by. */
export interface Told {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

export async function problem(answered: Response | Promise<Response>): Promise<Told> {
  const response = await answered;
  if (!response.headers.get('Content-Type')?.startsWith('application/problem+json')) {
    throw new Error(`${response.status} is no problem: ${await response.text()}`);
  }
  const { status, code, detail } = (await response.json()) as Told;
  if (status !== response.status) throw new Error(`the problem says ${status} and the answer ${response.status}`);
  return { status, code, detail };
}
