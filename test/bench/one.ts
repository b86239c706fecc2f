import { Rig } from './rig.ts';
const [file, nThreads, P] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4] ?? 128)];
const r = new Rig('burrow'); await r.load(file, nThreads, P+600);
console.log('prefill', P*1000/await r.prefill(P)); console.log('prefill', P*1000/await r.prefill(P));
for (let i=0;i<3;i++) console.log('decode', 32000/await r.decode(32));
await r.end(); process.exit(0);
