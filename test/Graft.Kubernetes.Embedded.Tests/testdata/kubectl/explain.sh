kubectl explain widget
kubectl explain widget.spec.parts
kubectl explain wd --recursive
kubectl explain pods.spec.tolerations
kubectl explain deployments.spec.strategy --api-version=apps/v1
kubectl explain job.spec
kubectl explain cronjob.spec.jobTemplate.spec.template.spec.containers
kubectl explain sts.spec
kubectl explain ingress.spec.rules
kubectl explain netpol.spec
kubectl explain pvc.spec
kubectl explain pv.spec
kubectl explain quota.spec
kubectl explain pdb.spec
kubectl explain hpa.spec
kubectl explain sc
kubectl explain priorityclass
kubectl explain endpointslice
kubectl explain crd.spec
kubectl explain events --api-version=events.k8s.io/v1
kubectl explain widget.spec.none
kubectl explain gadget
