import '../on-a-cluster.js';
import './bad-input.spec.js';
