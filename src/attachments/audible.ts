import decodeAmr from "@audio/decode-amr";
import { decode as decodeSilk, isSilk } from "silk-wasm";

/** Samples a second of what SILK is decoded to. */
const SILK_RATE = 24_000;

/**
 * A voice message as browsers play it: WAV, 16 bits, mono, from the SILK or AMR that phones send. `undefined` where it is
 * neither, or damaged. A minute takes about 50 ms of processor time.
 */
export async function audible(content: Buffer): Promise<Buffer | undefined> {
  try {
    if (isSilk(content)) {
      const { data } = await decodeSilk(content, SILK_RATE);
      return wav(Buffer.from(data.buffer, data.byteOffset, data.byteLength), SILK_RATE);
    }
    if (!content.subarray(0, 5).equals(Buffer.from("#!AMR"))) return undefined;
    const { channelData, sampleRate } = await decodeAmr(content);
    const [samples] = channelData;
    return samples && samples.length > 0 ? wav(pcm(samples), sampleRate) : undefined;
  } catch {
    return undefined;
  }
}

function pcm(samples: Float32Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  for (const [index, sample] of samples.entries())
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), index * 2);
  return bytes;
}

/** RIFF WAVE with one channel of 16-bit samples. */
function wav(samples: Buffer, rate: number): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + samples.length, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}
