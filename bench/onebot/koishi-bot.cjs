// The same job the usual way: Koishi with its OneBot adapter and SQLite.
// CommonJS: the module form of its loader does not run on Node 20.
const { join } = require("node:path");
const { SQLiteDriver } = require("@minatojs/driver-sqlite");
const { Context } = require("koishi");
const http = require("@koishijs/plugin-http");
const { OneBotBot } = require("koishi-plugin-adapter-onebot");

const [url = "", token = "", dir = "", selfId = "", officer = ""] = process.argv.slice(2);
const ctx = new Context({ prefix: ["/"] });
ctx.plugin(http.default ?? http);
ctx.plugin(SQLiteDriver, { path: join(dir, "koishi.db") });
ctx.plugin(OneBotBot, { protocol: "ws", selfId, token, endpoint: url });
ctx.model.extend(
  "report",
  { id: "unsigned", user: "string", text: "text", at: "timestamp", status: "string" },
  { autoInc: true },
);

const written = (id) => `R2611-${String(id).padStart(4, "0")}`;

ctx.middleware(async (session, next) => {
  if (!session.isDirect || session.userId === officer) return next();
  const { id } = await ctx.database.create("report", {
    user: session.userId,
    text: session.content,
    at: new Date(),
    status: "received",
  });
  return `收到，编号 ${written(id)}`;
});

ctx.command("show <number:string>").action(async ({ session }, number) => {
  if (session.userId !== officer) return;
  const [found] = await ctx.database.get("report", { id: Number(number.split("-")[1]) });
  return `${found ? written(found.id) : ""} ${found?.text ?? "没有"}`;
});

ctx.command("提示").action(async ({ session }) => {
  if (session.userId !== officer) return;
  for (let i = 0; i < 50; i++) await session.bot.sendMessage(String(7000001 + i), "别点退款链接");
});

ctx.start();
