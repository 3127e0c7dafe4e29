// The events in a table of DuckDB's own, sorted as journeys are; prints rows and customers.
// usage: node load.mjs EVENTS.CSV DATABASE   (needs the npm package @duckdb/node-api)
import { DuckDBInstance } from '@duckdb/node-api';
import { rmSync } from 'node:fs';
const [, , csv, path] = process.argv;
rmSync(path, { force: true });
const db = await (await DuckDBInstance.create(path, { threads: '2' })).connect();
await db.run(`create table events as select * from read_csv('${csv}') order by customer_id, ts_ms`);
await db.run('checkpoint');
const rows = (await db.runAndReadAll('select count(*), count(distinct customer_id) from events')).getRows();
console.log(rows[0].join(' '));
