// Where the process ran that a resource describes, as a reader wants it named.
import { hostOf, instanceOf, type Resource, valueText } from '@clew/model';

/** Where a process ran. */
export interface Place {
  readonly host: string;
  readonly address: string;
  readonly instance: string;
}

/** Where clients put the machine's address: it is shown beside a name. */
const ADDRESS_KEYS: readonly string[] = ['host.ip', 'ip', 'net.host.ip'];

function addressOf(resource: Resource): string {
  const found = resource.attributes.find(({ key }) => ADDRESS_KEYS.includes(key));
  if (found === undefined) return '';
  const { value } = found;
  const text = Array.isArray(value) ? value.map(valueText).join(', ') : valueText(value);
  // Jaeger's Python client writes "None" where it knows no address.
  return text === 'None' ? '' : text;
}

const places = new WeakMap<Resource, Place>();

/** Where the process ran that a resource describes. Worked out once for each resource, which spans share. */
export function placeOf(resource: Resource): Place {
  let place = places.get(resource);
  if (place === undefined) {
    place = {
      host: hostOf(resource),
      address: addressOf(resource),
      instance: instanceOf(resource),
    };
    places.set(resource, place);
  }
  return place;
}

/** A place in one line: host · instance, as far as they are known. */
export function placeText(place: Place): string {
  return [place.host, place.instance].filter((part) => part !== '').join(' · ');
}
