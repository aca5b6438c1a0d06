import { inCluster, underTest } from './engine-under-test.js';

/* Imported ahead of a suite: its records and services are kept in a cluster. */
underTest.newPlace = inCluster;
