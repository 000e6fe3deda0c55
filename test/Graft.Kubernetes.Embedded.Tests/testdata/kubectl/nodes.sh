 file node.yaml | kubectl create -f -
 file daemonset.yaml | kubectl apply -f -
 kubectl wait ds/agent '--for=jsonpath={.status.updatedNumberScheduled}=1' --timeout=30s
 file pod.yaml | kubectl create -f -
kubectl get node node-$NS
kubectl cordon node-$NS
kubectl cordon node-$NS
 kubectl wait node/node-$NS '--for=jsonpath={.spec.taints[0].key}=node.kubernetes.io/unschedulable' --timeout=30s
kubectl get node node-$NS
kubectl drain node-$NS 2>&1 | grep -o 'cannot delete [A-Z].*' | sed 's/,.*//;s/].*//' | sort -u
 kubectl create poddisruptionbudget pdb --selector=app=web --min-available=1
 kubectl patch pod web --subresource=status --type=merge -p '{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}'
kubectl drain node-$NS --ignore-daemonsets --force --timeout=3s 2>&1 | grep -o 'error when evicting.*budget' | sort -u
 kubectl delete pdb pdb
kubectl drain node-$NS --ignore-daemonsets --force --timeout=30s 2>&1 | grep -iv '^warning'
kubectl get pods -o name
kubectl uncordon node-$NS
kubectl taint node node-$NS key=value:NoSchedule
kubectl taint node node-$NS key=other:NoSchedule
kubectl taint node node-$NS key=other:NoSchedule --overwrite
kubectl taint node node-$NS key-
 kubectl delete node node-$NS
