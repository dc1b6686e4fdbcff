/** Apart from the command, which brings a web server along that the other commands do without. */
export const upUsage = `likeness up [options]

API, workflow and endpoints of this machine on one port, until Ctrl-C. likeness token makes a token for it.
While nobody can sign in, it prints an address at which an admin chooses name and password; likeness member adds others.

  --port N          8080 unless given; 0 takes one that is free
  --host ADDRESS    where to listen; 127.0.0.1, which nobody else reaches, unless given
  --public-url URL  what callers reach it as, where that is not host and port, as behind a proxy
  --origin ORIGIN   a page's origin that may ask, such as https://app.example; as often as you like
  --tenant NAME     whose the first admin is; local unless given
  --backbone NAME   what endpoints serve on, and so which presets runs can have; tiny-vit unless given
  --runs-at-once N  1 unless given; the others wait in turn
  --data DIR        where everything is kept; .likeness of the installation unless given
  --json            one JSON document a line: the service, then each request
`;
