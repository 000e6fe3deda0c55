 file node.yaml | kubectl create -f -
 file daemonset.yaml | kubectl apply -f -
 kubectl wait ds/agent '--for=jsonpath={.status.updatedNumberScheduled}=1' --timeout=30s
kubectl get ds agent -o wide
kubectl rollout history ds/agent
kubectl set image ds/agent a=agent:2
 kubectl wait ds/agent '--for=jsonpath={.status.observedGeneration}=2' --timeout=30s
 kubectl wait ds/agent '--for=jsonpath={.status.updatedNumberScheduled}=1' --timeout=30s
kubectl get pods -l app=agent -o 'jsonpath={.items[*].spec.containers[0].image}{"\n"}'
kubectl rollout history ds/agent
kubectl rollout history ds/agent --revision=1
kubectl rollout undo ds/agent --to-revision=1
 kubectl wait ds/agent '--for=jsonpath={.status.observedGeneration}=3' --timeout=30s
 kubectl wait ds/agent '--for=jsonpath={.status.updatedNumberScheduled}=1' --timeout=30s
kubectl get pods -l app=agent -o 'jsonpath={.items[*].spec.containers[0].image}{"\n"}'
kubectl get controllerrevisions --sort-by=.revision
 kubectl patch $(kubectl get pods -l app=agent -o name) --subresource=status --type=merge -p '{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2020-01-01T00:00:00Z"}]}}'
kubectl rollout status ds/agent --timeout=30s
kubectl rollout restart ds/agent
kubectl rollout undo ds/agent --to-revision=99
kubectl events --for=ds/agent --types=Normal --no-headers | sed 's/.*\(Successful[A-Za-z]*\).*/\1/' | sort -u
 kubectl delete node node-$NS
