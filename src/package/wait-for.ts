export { waitFor, type WaitForOptions } from '../http/wait-for';
