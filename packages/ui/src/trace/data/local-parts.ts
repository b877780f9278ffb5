// What a trace of a file is given in parts with, for who loads it late.
export { batchRange, skeletonOf } from '@clew/model';
