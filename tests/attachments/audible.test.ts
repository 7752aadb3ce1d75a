import { encode } from "silk-wasm";
import { expect, test } from "vitest";
import { audible } from "../../src/attachments/audible.ts";

/** A second of a tone, 16 bits. */
function tone(rate: number): Buffer {
  const samples = Buffer.alloc(rate * 2);
  for (let i = 0; i < rate; i++)
    samples.writeInt16LE(Math.round(9_000 * Math.sin((i * 440 * 2 * Math.PI) / rate)), i * 2);
  return samples;
}

/** How often the wave goes through zero upwards: the tone, whatever the coding made of its form. */
function waves(wav: Buffer): number {
  let count = 0;
  for (let at = 46; at < wav.length; at += 2)
    if (wav.readInt16LE(at - 2) < 0 && wav.readInt16LE(at) >= 0) count++;
  return count;
}

test("SILK as QQ and WeChat send it becomes a WAV with the same sound", async () => {
  const { data } = await encode(tone(24_000), 24_000);
  const wav = (await audible(Buffer.from(data))) ?? Buffer.alloc(46);
  expect(wav.toString("latin1", 0, 4)).toBe("RIFF");
  expect(wav.readUInt32LE(24)).toBe(24_000);
  expect(waves(wav)).toBeGreaterThan(400);
  expect(waves(wav)).toBeLessThan(480);
});

test("AMR becomes a WAV of its length", async () => {
  // 50 frames of mode 0 (12 bytes each after the first): silence.
  const frame = Buffer.from([0x04, ...Array<number>(12).fill(0)]);
  const amr = Buffer.concat([Buffer.from("#!AMR\n"), ...Array<Buffer>(50).fill(frame)]);
  const wav = (await audible(amr)) ?? Buffer.alloc(44);
  expect(wav.readUInt32LE(24)).toBe(8_000);
  expect((wav.length - 44) / 2 / 8_000).toBeCloseTo(1, 1);
});

test("what is no voice message, or an empty one, is none", async () => {
  expect(await audible(Buffer.from("ID3 and so on"))).toBeUndefined();
  expect(await audible(Buffer.alloc(0))).toBeUndefined();
  expect(await audible(Buffer.from("#!AMR\n"))).toBeUndefined();
});
