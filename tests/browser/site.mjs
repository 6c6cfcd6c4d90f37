// The built site: its files, its pages by kind, and a server that sends them as a host would.
import { createServer } from "node:http";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";

// The policy that hosts are told to send.
const hosting = readFileSync(new URL("../../deploy/nginx.conf", import.meta.url), "utf8");
export const CSP = /Content-Security-Policy "([^"]+)"/.exec(hosting)[1];

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
  ".js": "text/javascript; charset=utf-8", ".json": "application/json", ".xml": "application/xml",
  ".atom": "application/atom+xml", ".ics": "text/calendar; charset=utf-8", ".txt": "text/plain; charset=utf-8",
};

/** Every file below a folder, as paths from it. */
export function files(root) {
  return readdirSync(root, { recursive: true }).filter((path) => statSync(join(root, path)).isFile()).sort();
}

/** The address at which a page stands. */
export function address(path) {
  return "/" + path.replace(/(^|\/)index\.html$/, "$1");
}

/** Pages of the same kind differ only in numbers, codes and months. */
export function kind(path) {
  const variable = /^(\d[\w.-]*|r\d+)$/;
  const parts = path.split("/");
  return parts.map((part, at) => {
    if (variable.test(part)) return "N";
    if (["status", "kind"].includes(parts[at - 1])) return "V";
    return part;
  }).join("/");
}

/** The smallest and the largest page of each kind. */
export function samples(root, pages) {
  const kinds = new Map();
  for (const path of pages) {
    const of = kinds.get(kind(path)) ?? [];
    of.push(path);
    kinds.set(kind(path), of);
  }
  const size = (path) => statSync(join(root, path)).size;
  return [...kinds.values()].flatMap((of) => {
    const sorted = [...of].sort((a, b) => size(a) - size(b));
    return [...new Set([sorted[0], sorted.at(-1)])];
  });
}

/** Serves the site on a free port of this machine. */
export async function serve(root) {
  const server = createServer((request, response) => {
    let path = decodeURIComponent(new URL(request.url, "http://host").pathname).slice(1);
    if (path === "" || path.endsWith("/")) path += "index.html";
    let status = 200;
    let body;
    try {
      body = readFileSync(join(root, path));
    } catch {
      [status, path, body] = [404, "404.html", readFileSync(join(root, "404.html"))];
    }
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    response.writeHead(status, { "Content-Type": type, "Content-Security-Policy": CSP });
    response.end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
