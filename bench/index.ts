// npm run bench -- NAME [options]: each benchmark is a folder beside this file.
const name = process.argv[2];
if (!name || !/^[a-z-]+$/.test(name)) {
  process.stderr.write("usage: npm run bench -- NAME\n");
  process.exitCode = 2;
} else {
  await import(`./${name}/index.ts`);
}
