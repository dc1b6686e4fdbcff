/** What can be asked about a photo. */
export const calls = ['match', 'locate', 'search'] as const;
export type Call = (typeof calls)[number];

/** How many photos of the gallery are asked for. */
export const neighbours = 8;

export interface Asking {
  /** Where the service is, without a `/` at its end. */
  readonly api: string;
  readonly subject: string;
  readonly call: Call;
  readonly file: string;
  /** Of the file, as `image/jpeg`. */
  readonly type: string;
}

const inShell = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
const inScript = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** The call with curl. The token is whatever the shell has as LIKENESS_TOKEN. */
export function curlOf({ api, subject, call, file, type }: Asking): string {
  const to = [
    `curl --fail-with-body ${inShell(`${api}/v1/subjects/${subject}/${call}`)}`,
    '-H "Authorization: Bearer $LIKENESS_TOKEN"',
  ];
  if (call !== 'search') {
    return [...to, `-H 'Content-Type: ${type}'`, `--data-binary ${inShell(`@${file}`)}`].join(' \\\n  ');
  }
  const start = `{"count": ${neighbours}, "image": "data:${type};base64,`;
  const body = `(printf '${start}'; base64 < ${inShell(file)} | tr -d '\\n'; printf '"}') |`;
  return `${body}\n${[...to, "-H 'Content-Type: application/json'", '--data-binary @-'].join(' \\\n  ')}`;
}

const asked: Readonly<Record<Call, (subject: string) => string>> = {
  match: (subject) => `const { threshold, data } = await likeness.match(${subject}, photo);
console.log(JSON.stringify({ threshold, ...data[0] }));`,
  locate: (subject) => `const { data } = await likeness.locate(${subject}, photo);
console.log(JSON.stringify({ box: data[0]?.box, score: data[0]?.score }));`,
  search: (subject) => `const { results } = await likeness.search(${subject}, { image: photo, count: ${neighbours} });
console.log(JSON.stringify(results));`,
};

/** The call with the typed client, in Node. */
export const scriptOf = ({
  api,
  subject,
  call,
  file,
}: Asking): string => `import { createLikeness } from '@likeness/client';
import { photoFromFile } from '@likeness/client/node';

const token = process.env.LIKENESS_TOKEN ?? '';
const likeness = createLikeness({ baseUrl: ${inScript(api)}, token });

const photo = await photoFromFile(${inScript(file)});
${asked[call](inScript(subject))}`;
