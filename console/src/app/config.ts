/** Where everything is: `/console/config.json`, which each home writes for itself. */
export interface Config {
  /** What the console is reached as, without a `/` at its end. */
  readonly url: string;
  /** What the API is reached as. */
  readonly api: string;
  /** The issuer that ID tokens name. */
  readonly authority: string;
  /** Where the provider's pages are. */
  readonly domain: string;
  readonly clientId: string;
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch('/console/config.json');
  if (!response.ok) throw new Error(`The console's settings were answered ${response.status}. Try again.`);
  return (await response.json()) as Config;
}
