import fc from "fast-check";
import { expect, test } from "vitest";
import { voiceSeconds } from "../../src/attachments/voice-length.ts";

const frames = (count: number, frame: readonly number[]) =>
  Buffer.concat(Array.from({ length: count }, () => Buffer.from(frame)));
const zeros = (length: number) => Array.from({ length }, () => 0);

/** Recordings as the formats' specifications lay them out. */
const recordings: Record<string, (seconds: number) => Buffer> = {
  "SILK of Tencent": (s) =>
    Buffer.concat([
      Buffer.from("\u0002#!SILK_V3"),
      frames(s * 50, [30, 0, ...zeros(30)]),
      Buffer.from([255, 255]),
    ]),
  SILK: (s) => Buffer.concat([Buffer.from("#!SILK_V3"), frames(s * 50, [7, 0, ...zeros(7)])]),
  "AMR 12.2": (s) => Buffer.concat([Buffer.from("#!AMR\n"), frames(s * 50, [0x3c, ...zeros(31)])]),
  "AMR 4.75": (s) => Buffer.concat([Buffer.from("#!AMR\n"), frames(s * 50, [0x04, ...zeros(12)])]),
  "AMR-WB": (s) => Buffer.concat([Buffer.from("#!AMR-WB\n"), frames(s * 50, [0x44, ...zeros(60)])]),
  WAV: (s) => {
    const header = Buffer.alloc(44);
    header.write("RIFF", 0);
    header.write("WAVE", 8);
    header.writeUInt32LE(16_000, 28);
    return Buffer.concat([header, Buffer.alloc(16_000 * s)]);
  },
  Opus: (s) => {
    const page = (samples: number, body: string) => {
      const header = Buffer.alloc(28);
      header.write("OggS", 0);
      header.writeBigUInt64LE(BigInt(samples), 6);
      return Buffer.concat([header, Buffer.from(body)]);
    };
    return Buffer.concat([page(0, "OpusHead"), page(24_000, "x".repeat(200)), page(48_000 * s, "y")]);
  },
  MP3: (s) => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), Buffer.alloc(16_000 * s - 4)]),
};

test.each(Object.entries(recordings))("the length of %s is counted", (_, record) => {
  for (const seconds of [1, 12, 61]) expect(voiceSeconds(record(seconds))).toBe(seconds);
});

test("any bytes have a length or none, at once", () => {
  const starts = [
    "",
    "#!AMR\n",
    "#!AMR-WB\n",
    "\u0002#!SILK_V3",
    "RIFF0000WAVE",
    "OggS0000000000OpusHead",
    "ID3",
    "\u00ff\u00fb",
  ];
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), (start, bytes) => {
      const seconds = voiceSeconds(Buffer.concat([Buffer.from(start, "latin1"), bytes]));
      expect(seconds === undefined || (Number.isInteger(seconds) && seconds >= 1)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
