import { createDecipheriv, createHash, timingSafeEqual } from "node:crypto";

/**
 * What WeCom's callbacks are signed and encrypted with: SHA-1 over the sorted parts, AES-256-CBC with PKCS#7 padded to
 * 32 bytes (developer.work.weixin.qq.com/document/path/90968).
 */
export interface CallbackKeys {
  readonly token: string;
  /** 43 characters of base64, as the admin's page shows it. */
  readonly aesKey: string;
  /** The company: a message for another one is refused. */
  readonly corpId: string;
}

export interface Signed {
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
  /** Base64. */
  readonly encrypted: string;
}

const BLOCK = 32;
/** Random bytes, and the length of what follows. */
const HEAD = 16 + 4;

export function signatureOf(
  token: string,
  { timestamp, nonce, encrypted }: Omit<Signed, "signature">,
): string {
  return createHash("sha1").update([token, timestamp, nonce, encrypted].sort().join("")).digest("hex");
}

/** The text inside, or `undefined` where anything about it is not WeCom's; which is not told, and takes the same time. */
export function openCallback(keys: CallbackKeys, signed: Signed): string | undefined {
  const wanted = Buffer.from(signatureOf(keys.token, signed));
  const given = createHash("sha256").update(signed.signature).digest();
  const isGood = timingSafeEqual(createHash("sha256").update(wanted).digest(), given);
  return isGood ? decrypted(keys, signed.encrypted) : undefined;
}

function decrypted({ aesKey, corpId }: CallbackKeys, encrypted: string): string | undefined {
  const key = Buffer.from(`${aesKey}=`, "base64");
  try {
    const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
    const padded = Buffer.concat([decipher.update(Buffer.from(encrypted, "base64")), decipher.final()]);
    const padding = padded.at(-1) ?? 0;
    if (padding < 1 || padding > BLOCK) return undefined;
    const plain = padded.subarray(0, padded.length - padding);
    const length = plain.readUInt32BE(16);
    const text = plain.subarray(HEAD, HEAD + length);
    const receiver = plain.subarray(HEAD + length).toString("utf8");
    return text.length === length && receiver === corpId ? text.toString("utf8") : undefined;
  } catch {
    return undefined;
  }
}
