import { createCipheriv, createDecipheriv, createSecretKey, hash, hkdfSync, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { open, readFile, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Uses of the station's one key. Each has its own key, derived by HKDF-SHA256 (RFC 5869). */
export interface Sealer {
  /** AES-256-GCM; `context` (the record's table and id) is authenticated, so that a sealed text cannot be moved. */
  seal(context: string, plain: string): string;
  /** Throws if text, context and key do not belong together. */
  unseal(context: string, sealed: string): string;
  /** Keyed hash under which a sealed value is found again: 128 bits, base64url. */
  lookup(value: string): string;
  /** HMAC-SHA256 of the audit chain, base64url. */
  mac(text: string): string;
  /** 96 random bits, base64url: for a digest of few words. */
  salt(): string;
  /** A short id of the key that does not reveal it. */
  readonly fingerprint: string;
}

const ivBytes = 12;
const tagBytes = 16;

export function createSealer(key: Uint8Array): Sealer {
  if (key.length !== 32) throw new KeyError("malformed", "密钥必须是32字节。");
  const derive = (use: string): Buffer => Buffer.from(hkdfSync("sha256", key, "jingmin", use, 32));
  const sealing = createSecretKey(derive("seal"));
  const lookup = createMac(derive("lookup"));
  const audit = createMac(derive("audit"));
  const looked = new Map<string, string>();
  return {
    seal(context, plain) {
      const iv = takeRandom(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", sealing, iv).setAAD(Buffer.from(context));
      const body = [iv, cipher.update(plain, "utf8"), cipher.final()];
      return Buffer.concat([...body, cipher.getAuthTag()]).toString("base64url");
    },
    unseal(context, sealed) {
      const bytes = Buffer.from(sealed, "base64url");
      const end = bytes.length - tagBytes;
      const cipher = createDecipheriv("aes-256-gcm", sealing, bytes.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      });
      cipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(end));
      return cipher.update(bytes.subarray(ivBytes, end)).toString("utf8") + cipher.final("utf8");
    },
    lookup(value) {
      // One message looks for the same few values several times.
      let hash = looked.get(value);
      if (hash === undefined) {
        hash = lookup(value).slice(0, 22);
        if (looked.size === 200) looked.clear();
        looked.set(value, hash);
      }
      return hash;
    },
    mac: audit,
    salt: () => takeRandom(12).toString("base64url"),
    fingerprint: createMac(derive("fingerprint"))("jingmin").slice(0, 11),
  };
}

let pool = Buffer.alloc(0);

/** Random bytes, each given once; asking the system for a few at a time costs more than what they are for. */
function takeRandom(length: number): Buffer {
  if (pool.length < length) pool = randomBytes(4096);
  const taken = pool.subarray(0, length);
  pool = pool.subarray(length);
  return taken;
}

/**
 * HMAC-SHA256 (RFC 2104) by two one-shot hashes over prepared blocks: the same values as `createHmac`, whose object
 * for each call costs three times as much; every message takes several.
 */
export function createMac(key: Uint8Array): (text: string) => string {
  const block = 64;
  const outer = Buffer.alloc(block + 32, 0x5c);
  let inner = Buffer.alloc(4096, 0x36);
  for (const [i, byte] of key.entries()) {
    outer[i] = byte ^ 0x5c;
    inner[i] = byte ^ 0x36;
  }
  return (text) => {
    const bound = block + text.length * 3;
    if (inner.length < bound) {
      const larger = Buffer.alloc(bound);
      inner.copy(larger, 0, 0, block);
      inner = larger;
    }
    const end = block + inner.write(text, block);
    outer.write(hash("sha256", inner.subarray(0, end), "binary"), block, "binary");
    return hash("sha256", outer, "base64url");
  };
}

/** The key is missing, unreadable or malformed; the message is a Chinese sentence for the operator. */
export class KeyError extends Error {
  constructor(
    readonly reason: "missing" | "malformed" | "unreadable",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "KeyError";
  }
}

export interface KeySource {
  /** The key file. */
  readonly file: string;
  /** Base64, from JINGMIN_KEY: instead of the file. */
  readonly override?: string | undefined;
}

/** Reads the station's key; never makes one. */
export async function readKey({ file, override }: KeySource): Promise<Buffer> {
  if (override) return decodeKey(override, "环境变量 JINGMIN_KEY");
  try {
    return decodeKey(await readFile(file, "utf8"), `密钥文件 ${file}`);
  } catch (error) {
    if (error instanceof KeyError) throw error;
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw new KeyError("unreadable", `密钥文件 ${file} 无法读取，请检查权限。`, { cause: error });
    }
  }
  throw new KeyError(
    "missing",
    `找不到密钥文件 ${file}。请把这份数据原来的密钥文件放回原处；新密钥打不开旧数据。`,
  );
}

/**
 * Reads the key, or makes a missing key file (mode 0600); for the start only. Never makes one for a data folder that
 * holds a store: a new key could not open it.
 */
export async function loadKey({ data, ...source }: KeySource & { readonly data: string }): Promise<Buffer> {
  try {
    return await readKey(source);
  } catch (error) {
    const missing = error instanceof KeyError && error.reason === "missing";
    // The second name: a restore that was cut short has moved the manifest away.
    const held = ["manifest.json", "restoring"].some((name) => existsSync(join(data, name)));
    if (!missing || held) throw error;
  }
  return makeKey(source.file);
}

async function makeKey(file: string): Promise<Buffer> {
  const key = randomBytes(32);
  try {
    // "wx": two processes at their first start must not each make a key.
    const handle = await open(file, "wx", 0o600);
    try {
      await handle.writeFile(`${key.toString("base64")}\n`);
      await handle.sync();
    } catch (error) {
      // A half-written key would be refused at every later start.
      await unlink(file);
      throw error;
    } finally {
      await handle.close();
    }
    await syncFolder(dirname(file));
  } catch (error) {
    throw new KeyError("unreadable", `密钥文件 ${file} 无法写入，请检查文件夹、权限，以及硬盘是不是满了。`, {
      cause: error,
    });
  }
  return key;
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  await handle.sync();
  await handle.close();
}

/** What to tell the operator, in Chinese, of a key file that others than its owner can read; Windows has no such mode. */
export async function warnOfKeyFile(file: string): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  const mode = await stat(file).then(
    (found) => found.mode,
    () => 0,
  );
  if ((mode & 0o044) === 0) return undefined;
  return `密钥文件 ${file} 这台电脑上别的用户也能读。请改成只有机器人自己能读：chmod 600 ${file}`;
}

function decodeKey(text: string, where: string): Buffer {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  const key = Buffer.from(trimmed, "base64");
  if (key.length !== 32 || !/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) {
    throw new KeyError("malformed", `${where} 不是有效的密钥（应为32字节的 base64，一行44个字符）。`);
  }
  return key;
}
