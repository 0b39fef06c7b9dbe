// The command in an image: all that it needs was installed and built there.
const { main } = await import('../dist/handoff.js');
await main(process.argv.slice(2));
