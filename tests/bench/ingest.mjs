// The same export read by DuckDB: counted with a sum over one column, or loaded into a table.
// usage: node ingest.mjs sum|load THREADS csv|json FILE COLUMN   (needs the npm package @duckdb/node-api)
import { DuckDBInstance } from '@duckdb/node-api';
const [how, threads, format, file, column] = process.argv.slice(2);
const db = await (await DuckDBInstance.create(':memory:', { threads })).connect();
const from = format === 'json' ? `read_json('${file}', format = 'newline_delimited')` : `read_csv('${file}')`;
if (how === 'load') await db.run(`create table t as select * from ${from}`);
const sql = `select count(*), sum(length("${column}"::varchar)) from ${how === 'load' ? 't' : from}`;
console.log((await db.runAndReadAll(sql)).getRows()[0][0].toString());
