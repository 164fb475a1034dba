/*
 * What the package is to other projects: to check signatures in an app of their own, and to test what they
 * do with events. The app itself is run, not imported.
 */
export * from './circleci';
export * from './events';
export * from './middleware';
export * from './samples';
export * from './signature';
export * from './wait-for';
