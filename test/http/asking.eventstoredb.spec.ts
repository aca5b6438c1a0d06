import '../on-a-cluster.js';
import './asking.spec.js';
