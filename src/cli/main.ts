import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { secretOf } from "../app/daily-backup.ts";
import { runStation, untilSignal } from "../app/run-station.ts";
import { serveSetup } from "../app/setup-station.ts";
import { isDemo, keySource } from "../app/station.ts";
import { loadConfig, wechatyToken } from "../config/config.ts";
import { systemClock } from "../lib/clock.ts";
import { createCodes } from "../lib/codes.ts";
import { exitCodes } from "../lib/exit-codes.ts";
import { createLogger } from "../lib/logger.ts";
import { readKey } from "../lib/sealing.ts";
import { askOpener } from "./ask-opener.ts";
import { checkReport } from "./check.ts";
import { endWith } from "./exit.ts";
import type { ExportOptions } from "./export-verb.ts";
import { handbookVerb } from "./handbook-verb.ts";
import { shown } from "./progress.ts";
import {
  attachmentVerb,
  backupVerb,
  type Findings,
  readStopped,
  restoreVerb,
  type VerbOptions,
  verifyVerb,
} from "./store-verbs.ts";

/** The command line: every verb, its words, and the exit code of what goes wrong (exit.ts). */
const program = new Command("jingmin")
  .description("警民小助手：派出所在居民群里的机器人")
  .version(packageJson.version, "-V, --version", "版本号");

interface Station {
  config: string;
}

function verb(name: string, description: string): Command {
  return program.command(name).description(description).option("--config <file>", "配置文件", "jingmin.yaml");
}

verb("start", "启动")
  .option("--new-data", "数据文件夹不见了，也从头开始（编号从1起；平时不要用）")
  .option("--setup", "在浏览器里设置自己的所，写成 station.yaml")
  .action(({ config, newData = false, setup = false }: Station & { newData?: boolean; setup?: boolean }) =>
    endWith(() => (setup ? runSetup() : runStation(config, { newData }))),
  );

async function runSetup(): Promise<void> {
  const { newCode } = createCodes(randomBytes(32));
  const served = await serveSetup({
    beside: process.cwd(),
    clock: systemClock,
    newCode,
    announce: (text) => print([text]),
    check: (config) => checkReport(config, systemClock.now()),
  });
  await untilSignal();
  await served.close();
}

verb("check", "检查配置和警情提示文件，列出接下来的发送时间").action(({ config }: Station) =>
  endWith(async () => {
    const { lines, ok } = await checkReport(await loadConfig(config), systemClock.now());
    print(lines);
    process.exitCode = ok ? 0 : exitCodes.config;
  }),
);

verb("handbook", "手册有哪些章、几问；做成可以打印的小册子")
  .option("--print [file]", "做成一个网页文件，用浏览器打印成A5")
  .action(({ config, print: file }: Station & { print?: string | true }) =>
    endWith(async () => print(await handbookVerb(await loadConfig(config), systemClock.now(), file))),
  );

verb("qr", "做微信客服的二维码海报：每个警务室一张，A4纸打印")
  .option("--to <dir>", "放在哪个文件夹", "二维码")
  .action(({ config, to }: Station & { to: string }) =>
    endWith(async () => {
      const { qrVerb } = await import("./qr-verb.ts");
      print(await qrVerb(await loadConfig(config), to));
    }),
  );

verb("backup", "备份数据（机器人运行时也可以）")
  .argument("<dir>", "备份放在哪个文件夹")
  .option("--plain", "不加密（平时不要用）")
  .action((dir: string, { config, plain = false }: Station & { plain?: boolean }) =>
    endWith(async () => {
      const secret = secretOf(await loadConfig(config));
      print(await shown("备份", backupVerb(await storeOptions(config), dir, { secret, plain })));
    }),
  );

verb("attachment", "取出一件群众反映的附件（机器人运行时也可以；会记入审计）")
  .argument("<number>", "编号，例如 R2611-0042")
  .option("--to <dir>", "放在哪个文件夹", ".")
  .action((number: string, { config, to }: Station & { to: string }) =>
    endWith(async () => print(await attachmentVerb(await storeOptions(config), number, to))),
  );

verb("restore", "从备份恢复（机器人要先停下）")
  .argument("<backup>", "哪一份备份")
  .action((backup: string, { config }: Station) =>
    endWith(async () =>
      printFindings(
        await shown(
          "恢复",
          restoreVerb(await storeOptions(config), backup, () => askOpener(config)),
        ),
      ),
    ),
  );

verb("verify", "核对数据，或核对一份备份")
  .argument("[backup]", "备份的文件夹；不写就核对数据")
  .action((backup: string | undefined, { config }: Station) =>
    endWith(async () =>
      printFindings(
        await shown(
          "核对",
          verifyVerb(await storeOptions(config), backup, () => askOpener(config)),
        ),
      ),
    ),
  );

program
  .command("gateway")
  .description("启动微信网关（和机器人分开的进程）")
  .requiredOption("--puppet <package>", "例如 wechaty-puppet-wechat4u")
  .option("--listen <host:port>", "机器人连这里", "127.0.0.1:18788")
  .option(
    "--token <token>",
    "机器人配置里的 token；不写就取环境变量 WECHATY_TOKEN，再没有就造一个，存在 data 里",
  )
  .option("--data <dir>", "登录状态放在哪里", "data-gateway")
  .option("--page-port <port>", "登录二维码网页的端口", "18789")
  .option("--tls-cert <file>", "证书（PEM）")
  .option("--tls-key <file>", "证书的私钥（PEM）")
  .action((given: GatewayArguments) => endWith(() => gateway(given)));

verb("retention", "到期的反映删掉内容（机器人每天夜里自己做；手工做要先停下）")
  .option("--dry-run", "只列出要删多少，不动数据")
  .action(({ config, dryRun = false }: Station & { dryRun?: boolean }) =>
    endWith(async () => {
      const { retentionVerb } = await import("./retention-verb.ts");
      print(await retentionVerb(await storeOptions(config), await loadConfig(config), dryRun));
    }),
  );

verb("export", "把群众反映导出成表格（机器人运行时也可以；会记入审计）")
  .argument("<file>", "放在哪个文件，例如 反映.xlsx 或 反映.csv")
  .option("--by <name>", "给哪位民警：按他能看的导出")
  .option("--from <day>", "从哪天起收到的，例如 2026-11-01")
  .option("--until <day>", "到哪天为止")
  .option("--category <name>", "类别，例如 求助")
  .option("--office <name>", "警务室")
  .option("--state <state>", "未结 或 已结")
  .option("--csv", "CSV，不写就看文件名")
  .option("--plain", "配置了备份口令也不加密")
  .option("--with-texts", "带原话：--by 要是所领导；特别保护的不带")
  .action((file: string, { config, ...given }: Station & ExportOptions) =>
    endWith(async () => {
      const { exportVerb } = await import("./export-verb.ts");
      const say = (line: string) => process.stderr.write(`${line}\n`);
      print(await exportVerb(await storeOptions(config), await loadConfig(config), file, given, say));
    }),
  );

verb("learn", "从本所的更正里学（机器人要先停下）")
  .option("--reset", "回到随程序的权重")
  .action(({ config, reset }: Station & { reset?: true }) =>
    endWith(async () => {
      const { learnVerb, resetVerb } = await import("./learn.ts");
      const options = await storeOptions(config);
      if (reset) return print(await resetVerb(options.dir));
      print(await readStopped(options, (reads) => learnVerb(reads, options.dir)));
    }),
  );

program
  .command("explain")
  .description("一段话（标准输入）被理解成什么，为什么")
  .action(() =>
    endWith(async () => {
      const { explainVerb } = await import("./explain.ts");
      print(explainVerb(await text(process.stdin)));
    }),
  );

program
  .command("train")
  .description("重新训练理解模型（给开发者）")
  .option("--check", "只核对现有权重是不是这些例句训练出来的")
  .action(({ check }: { check?: true }) =>
    endWith(async () => {
      const { checkVerb, trainVerb } = await import("./train.ts");
      if (!check) return print(await trainVerb());
      const { lines, same } = await checkVerb();
      print(lines);
      process.exitCode = same ? 0 : 1;
    }),
  );

await program.parseAsync();

interface GatewayArguments {
  puppet: string;
  listen: string;
  token?: string;
  data: string;
  pagePort: string;
  tlsCert?: string;
  tlsKey?: string;
}

async function gateway(given: GatewayArguments): Promise<void> {
  const logger = createLogger({ level: "info", pretty: process.stdout.isTTY });
  const { runGateway } = await import("../channels/wechaty-gateway/gateway.ts");
  const token = given.token ?? wechatyToken();
  const running = await runGateway({
    puppet: given.puppet,
    listen: given.listen,
    ...(token ? { token } : {}),
    data: resolve(given.data),
    pagePort: Number(given.pagePort),
    logger,
    ...(given.tlsCert && given.tlsKey ? { tls: { cert: given.tlsCert, key: given.tlsKey } } : {}),
  });
  await untilSignal();
  await running.stop();
  process.exit(0);
}

async function storeOptions(file: string): Promise<VerbOptions> {
  const config = await loadConfig(file);
  return {
    dir: config.data,
    key: () => readKey(keySource(config)),
    stamp: isDemo(config) ? "demo" : "real",
    timezone: config.station.timezone,
    now: systemClock.now(),
    ...(config.backup ? { headsIn: config.backup.dir } : {}),
    logger: createLogger({ level: "warn", pretty: false, write: (line) => void process.stderr.write(line) }),
  };
}

function printFindings({ lines, sound }: Findings): void {
  print(lines);
  process.exitCode = sound ? 0 : exitCodes.damaged;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
