/** `npm run bench -- NAME …` runs `bench/NAME/index.ts` with the words after it. */
const [name, ...args] = process.argv.slice(2);
if (!name || !/^[a-z-]+$/.test(name)) {
  process.stderr.write(
    "usage: npm run bench -- store|ledgers|desk|fanout|poster|understanding|handbook|onebot|kf|wechaty …\n",
  );
  process.exit(2);
}
const { bench } = (await import(`./${name}/index.ts`)) as { bench?(args: string[]): Promise<void> };
await bench?.(args);
