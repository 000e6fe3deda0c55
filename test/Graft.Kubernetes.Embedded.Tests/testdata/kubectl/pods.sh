 file node.yaml | kubectl create -f -
 file pod.yaml | kubectl create -f -
 kubectl patch pod web --subresource=status --type=merge -p '{"status":{"phase":"Running","containerStatuses":[{"name":"main","ready":true,"restartCount":1,"image":"web:1","imageID":"","state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}},"lastState":{"terminated":{"exitCode":1,"finishedAt":"2026-01-01T00:00:00Z"}}},{"name":"side","ready":true,"restartCount":0,"image":"side:1","imageID":"","state":{"terminated":{"exitCode":0}}}]}}'
kubectl logs web
kubectl logs web -c side
kubectl logs web -c main --timestamps
kubectl logs web -c main --tail=1
kubectl logs web -c main --since-time=2026-01-01T00:00:01Z
kubectl logs web -c main --since=1s
kubectl logs web -c main --limit-bytes=8
kubectl logs web -c main --previous
kubectl logs web --all-containers --prefix | sort
kubectl logs -l app=web --all-containers --tail=1 | sort
kubectl logs web -c side -f
kubectl logs web -c none
kubectl logs none
kubectl exec web -c main -- ls
kubectl attach web -c main </dev/null 2>&1 | grep -v "don't see a command prompt"
kubectl port-forward web 1:80
kubectl cp web:/etc/hosts $HOME/hosts -c main
kubectl debug web --image=i:1 -c debugger 2>&1 | grep -v profile
kubectl top pods
kubectl top nodes
kubectl delete pod web --now | sed 's/ from .*namespace//'
 kubectl delete node node-$NS
