 kubectl apply -f widgets.yaml
 kubectl create deployment d --image=web:1
kubectl patch wd a --type=merge -p '{"spec":{"size":4}}'
kubectl patch wd a --type=json -p '[{"op":"test","path":"/spec/size","value":4},{"op":"replace","path":"/spec/size","value":5}]'
kubectl patch wd a --type=json -p '[{"op":"test","path":"/spec/size","value":4}]'
kubectl patch wd a -p '{"spec":{"size":4}}'
kubectl patch wd a --subresource=status --type=merge -p '{"status":{"phase":"Done"}}'
kubectl patch deploy d -p '{"spec":{"template":{"spec":{"containers":[{"name":"more","image":"more:1"}]}}}}'
kubectl patch wd a --type=merge -p '{"spec":{"size":0}}'
kubectl patch wd a --type=merge -p '{"spec":{"size":6}}' --dry-run=server -o 'jsonpath={.spec.size}{"\n"}'
kubectl get wd a -o 'jsonpath={.spec.size} {.status.phase}{"\n"}'
kubectl label wd a tier=back
kubectl label wd a tier=back --overwrite
kubectl label wd --all seen=yes
kubectl label wd a seen-
kubectl annotate wd -l app=a note=hello | sed 's/annotate$/annotated/'
kubectl annotate wd a note=again
kubectl annotate wd a note- | sed 's/annotate$/annotated/'
kubectl replace -f widget-a.yaml
kubectl replace --force -f widget-a.yaml | sed 's/ from .*namespace//'
kubectl replace -f kustomize/map.yaml
KUBE_EDITOR='sed -i "s/size: 7/size: 8/"' kubectl edit wd a
KUBE_EDITOR='sed -i "s/size: 8/size: none/"' kubectl edit wd a 2>&1 | grep -v '^A copy'
KUBE_EDITOR=true kubectl edit wd a
kubectl set image deploy/d web=web:2 more=more:2
kubectl set env deploy/d A=1 B-
kubectl set env deploy/d --list
kubectl set resources deploy/d -c web --limits=cpu=1
kubectl set serviceaccount deploy/d default
kubectl scale deploy/d --replicas=3
kubectl scale deploy/d --replicas=4 --current-replicas=9
kubectl get deploy d -o 'jsonpath={.spec.replicas} {.spec.template.spec.containers[*].image} {.spec.template.spec.serviceAccountName}{"\n"}'
kubectl get deploy d --subresource=scale -o 'jsonpath={.kind} {.spec.replicas}{"\n"}'
