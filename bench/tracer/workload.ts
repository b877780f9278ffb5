// What every candidate traces: a request and the query that it makes. The words are the same for all,
// and verification asks for them.

/** Names, keys and values of one unit of work; the statement is one of {@link STATEMENTS}. */
export const WORK = {
  service: 'goods',
  parent: 'GET /goods',
  child: 'select goods',
  methodKey: 'http.method',
  method: 'GET',
  statusKey: 'http.status_code',
  status: 200,
  statementKey: 'db.statement',
  event: 'rows read',
  messageKey: 'message',
  message: '20 rows of 3 pages',
} as const;

/** A power of two, so that a unit finds its statement by a mask. */
const STATEMENT_COUNT = 64;
export const STATEMENT_MASK: number = STATEMENT_COUNT - 1;

/** Statements differ from unit to unit, so that none can stand in for another. */
export const STATEMENTS: readonly string[] = Array.from(
  { length: STATEMENT_COUNT },
  (_, i) => `SELECT id, name, price FROM goods WHERE shelf = ${100 + i} ORDER BY name LIMIT 20`,
);
