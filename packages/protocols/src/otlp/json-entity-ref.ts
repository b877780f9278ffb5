// Reads EntityRef objects of OTLP's JSON.
import { JsonKeys } from '../json-keys.ts';
import { type JsonScanner, OBJECT_END } from '../json-scanner.ts';
import type { EntityRefsWriter } from './entity-refs.ts';

const SCHEMA_URL = 1;
const TYPE = 2;
const ID_KEYS = 3;
const DESCRIPTION_KEYS = 4;
const entityRefKeys: JsonKeys = new JsonKeys(...['schemaUrl', 'type', 'idKeys', 'descriptionKeys']);

/** Adds the reference that comes next, but for one that is malformed, which leaves the scanner with a fault. */
export function readEntityRef(scanner: JsonScanner, refs: EntityRefsWriter): void {
  let seen = 0;
  refs.begin();
  if (scanner.enterObject()) {
    for (;;) {
      const key = scanner.nextKey(entityRefKeys);
      if (key === OBJECT_END) break;
      seen = scanner.once(seen, key);
      switch (key) {
        case SCHEMA_URL:
          scanner.readText();
          refs.schemaUrl(scanner.text, scanner.textStart, scanner.textEnd);
          break;
        case TYPE:
          scanner.readText();
          refs.type(scanner.text, scanner.textStart, scanner.textEnd);
          break;
        case ID_KEYS:
          readKeys(scanner, refs, ID_KEYS);
          break;
        case DESCRIPTION_KEYS:
          readKeys(scanner, refs, DESCRIPTION_KEYS);
          break;
        default:
          scanner.skipValue();
      }
    }
  }
  if (scanner.fault === 0) refs.end();
}

function readKeys(scanner: JsonScanner, refs: EntityRefsWriter, field: number): void {
  if (!scanner.enterList()) return;
  while (scanner.nextItem()) {
    scanner.readText();
    if (field === ID_KEYS) refs.idKey(scanner.text, scanner.textStart, scanner.textEnd);
    else refs.descriptionKey(scanner.text, scanner.textStart, scanner.textEnd);
  }
}
