import '../on-a-cluster.js';
import './events.spec.js';
