const names = {};
for (const entry of process.argv.slice(2)) names[entry] = Object.keys(require(entry)).sort();
process.stdout.write(JSON.stringify(names));
