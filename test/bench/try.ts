import { Rig } from './rig.ts';
const [file, nThreads, n] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4] ?? 5)];
const rigs = [new Rig('burrow'), new Rig('llama.cpp')];
const med = (a:number[]) => a.sort((x,y)=>x-y)[a.length>>1]!;
for (const r of rigs) console.log(r.name, 'load', await r.load(file, nThreads, 2048));
const P=Number(process.argv[5]??128);
const pre=[[],[]] as number[][], dec=[[],[]] as number[][];
for (let i=0;i<n;i++) for (const [j,r] of rigs.entries()) { pre[j]!.push(P*1000/await r.prefill(P)); dec[j]!.push(32000/await r.decode(32)); }
for (const [j,r] of rigs.entries()) console.log(r.name, 'prefill', med(pre[j]!).toFixed(1), 'decode', med(dec[j]!).toFixed(1), dec[j]!.map(x=>x.toFixed(1)).join(' '), 'MB', (await r.peakBytes()/1e6).toFixed(0));
for (const r of rigs) await r.end();
process.exit(0);
