// Where the app lives: the server says so in index.html's <base>, so one build serves every path.

/** The path under which the app and its API are served, with a slash at its end. */
export function basePath(): string {
  return new URL(document.baseURI).pathname.replace(/[^/]*$/, '');
}
