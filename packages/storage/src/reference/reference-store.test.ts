import { storeConformance, storeDifferential } from '../conformance/index.ts';
import { ReferenceStore } from './index.ts';

const open = async () => new ReferenceStore();

storeConformance('the reference store', open);
storeDifferential('the reference store', open);
