import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { etag } from "hono/etag";

const own = (name: string) => fileURLToPath(new URL(`./static/${name}`, import.meta.url));

const files: Record<string, string> = {
  "bootstrap.min.css": createRequire(import.meta.url).resolve("bootstrap/dist/css/bootstrap.min.css"),
  "chat.css": own("chat.css"),
  "chat.js": own("chat.js"),
  "demo.js": own("demo.js"),
  "officer.css": own("officer.css"),
  "officer.js": own("officer.js"),
  "public.css": own("public.css"),
  "setup.css": own("setup.css"),
};

/** The few files that pages link to; a fixed list, so that no path leads anywhere else. */
export function createStatic(): Hono {
  const app = new Hono();
  app.use(etag());
  for (const [name, path] of Object.entries(files)) {
    app.get(`/${name}`, serveStatic({ path }), (c) => c.notFound());
  }
  return app;
}
