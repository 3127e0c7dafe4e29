// The same funnel by DuckDB's SQL: anchors by window function, then the deepest chain.
// usage: node duckdb.mjs EVENTS.CSV   (needs the npm package @duckdb/node-api)
import { DuckDBInstance } from '@duckdb/node-api';
const db = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
// A funnel by carried anchors: for each step the greatest anchor of the step before that is not
// later than the row; a running maximum of anchors by customer gives it in one pass a step.
let from = `(select customer_id c, ts_ms t, case event when 'visit' then 1 when 'product_view' then 2
  when 'add_to_cart' then 3 when 'checkout' then 4 when 'purchase' then 5 end k
  from read_csv('${process.argv[2]}') where event in
  ('visit','product_view','add_to_cart','checkout','purchase'))`;
let sql = `with e1 as (select c, t, k, case when k = 1 then t end a1 from ${from})`;
for (let k = 2; k <= 5; k++)
  sql += `, e${k} as (select *, case when k = ${k} and t - m <= 604800000 then m end a${k} from
    (select *, max(a${k - 1}) over (partition by c order by t, k rows unbounded preceding) m
     from e${k - 1}) s)`.replaceAll('select *,', `select c, t, k, ${[...Array(k - 1).keys()].map(i => 'a' + (i + 1)).join(', ')},`);
sql += ` select count(distinct case when a1 is not null then c end), count(distinct case when a2 is not null then c end),
  count(distinct case when a3 is not null then c end), count(distinct case when a4 is not null then c end),
  count(distinct case when a5 is not null then c end) from e5`;
const rows = (await db.runAndReadAll(sql)).getRows();
console.log(rows[0].join(' '));
