import { createCipheriv, randomBytes, scrypt } from "node:crypto";
import { Decrypter, Encrypter, type Recipient, Stanza } from "age-encryption";

/** What a file is encrypted for: a passphrase, or the public key (`age1…`) of whoever keeps the secret one elsewhere. */
export interface AgeSecret {
  readonly passphrase?: string | undefined;
  readonly recipient?: string | undefined;
}

/** What opens it: the passphrase, or the secret key (`AGE-SECRET-KEY-1…`). */
export interface AgeOpener {
  readonly passphrase?: string | undefined;
  readonly identity?: string | undefined;
}

const WORK = 17;

/** Encrypts a stream in the standard format (age-encryption.org/v1): any `age` opens it. */
export async function encrypted(
  bytes: AsyncIterable<Uint8Array>,
  { passphrase, recipient }: AgeSecret,
): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter();
  if (recipient) encrypter.addRecipient(recipient);
  else encrypter.addRecipient(byPassphrase(passphrase ?? ""));
  return encrypter.encrypt(asStream(bytes)) as unknown as Promise<AsyncIterable<Uint8Array>>;
}

/** Decrypts a stream; throws where nothing fits, or where a byte of it was changed. */
export async function decrypted(
  bytes: AsyncIterable<Uint8Array>,
  { passphrase, identity }: AgeOpener,
): Promise<AsyncIterable<Uint8Array>> {
  const decrypter = new Decrypter();
  if (identity) decrypter.addIdentity(identity);
  if (passphrase) decrypter.addPassphrase(passphrase);
  return decrypter.decrypt(asStream(bytes)) as unknown as Promise<AsyncIterable<Uint8Array>>;
}

/** As the library's own passphrase, but by a thread of its own: its scrypt would hold the event loop for a second. */
function byPassphrase(passphrase: string): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(16);
      const labelled = Buffer.concat([Buffer.from("age-encryption.org/v1/scrypt"), salt]);
      const options = { N: 2 ** WORK, r: 8, p: 1, maxmem: 2 ** (WORK + 11) };
      const key = await new Promise<Buffer>((resolve, reject) =>
        scrypt(passphrase, labelled, 32, options, (error, made) => (error ? reject(error) : resolve(made))),
      );
      const cipher = createCipheriv("chacha20-poly1305", key, Buffer.alloc(12), { authTagLength: 16 });
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      const text = salt.toString("base64").replaceAll("=", "");
      return [new Stanza(["scrypt", text, String(WORK)], new Uint8Array(body))];
    },
  };
}

function asStream(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      await source.return?.();
    },
  });
}
