// The names that each entry gives, by entry.
const names = {};
for (const entry of process.argv.slice(2)) names[entry] = Object.keys(await import(entry)).sort();
process.stdout.write(JSON.stringify(names));
