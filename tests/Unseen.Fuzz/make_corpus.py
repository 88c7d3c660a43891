"""Writes the inputs that fuzzing begins with. Run in this folder: python3 make_corpus.py (needs NumPy, h5py and Pillow)."""
import json,struct,io,base64,os,zipfile,zlib
import h5py
import numpy as np
from PIL import Image
c='corpus/'
def w(p,b):
    os.makedirs(os.path.dirname(c+p),exist_ok=True)
    open(c+p,'wb').write(b if isinstance(b,bytes) else b.encode())
# Tables of three features, and whole datasets: classes, features and labels, separated by form feeds.
w('csv/plain.csv','1,2,3\n4,5.5,-6e3\n')
w('csv/quoted.csv','image,label,split,f1,f2,f3\n"a ""b"".jpg",fox,train,1,2,3\nc.jpg,fox,test,3,4,NaN\n')
w('csv/ragged.csv','a,b,c\n1,2,3\n3\n')
w('csv/crlf.csv','\ufefff1,f2,f3\r\n1,2,3\r\n\r\n"3",4,5e-2\r\n')
classes='class,role,a,b\nfox,seen,0.1,1\n"wild, boar",seen,1,0\nwolf,unseen,-2,0.5\n'
rows=[('fox','train'),('fox','train'),('fox','test'),('"wild, boar"','train'),('"wild, boar"','train'),('"wild, boar"','test'),('wolf','test'),('wolf','test')]
numbers=[f'{i},{i*i%7},{-i/2}' for i in range(len(rows))]
w('csv/dataset.csv',classes+'\f'+'image,label,split,f1,f2,f3\n'+''.join(f'{i}.jpg,{c},{s},{n}\n' for i,((c,s),n) in enumerate(zip(rows,numbers))))
w('csv/heldout.csv',classes+'\f'+'label,f1,f2,f3\n'+''.join(f'{c},{n}\n' for (c,_),n in zip(rows,numbers)))
w('csv/labels.csv',classes.replace('role,','').replace('unseen,','').replace('seen,','')+'\f'+'\n'.join(numbers)+'\f'+''.join(f'{c},{s}\n' for c,s in rows))
def st(p,tensors,meta):
    h={'__metadata__':meta};off=0;data=b''
    for n,a in tensors.items():
        a=np.asarray(a,'<f4');h[n]={'dtype':'F32','shape':list(a.shape),'data_offsets':[off,off+a.nbytes]};off+=a.nbytes;data+=a.tobytes()
    j=json.dumps(h).encode();j+=b' '*(-len(j)%8);w(p,struct.pack('<q',len(j))+j+data)
m={'unseen.format':'1','unseen.classifier':'Linear','unseen.temperature':'1','unseen.scaling':'None','unseen.seen':'10','unseen.classes':'["a","b"]'}
st('model/linear.safetensors',{'classifier.weight':[[1,2,3],[4,5,6]],'classifier.bias':[0,1]},m)
st('model/prototype.safetensors',{'classifier.weight':[[1,2],[4,5],[1,0]],'classifier.bias':[0,1,0],'scaling.minimum':[0,0],'scaling.span':[1,2],'descriptors':[[1],[2],[3]]},
  {**m,'unseen.classifier':'Prototype','unseen.temperature':'0.04','unseen.scaling':'MinMax','unseen.seen':'110','unseen.classes':'["a","b","ü"]','sigma':'100'})
st('model/mapped.safetensors',{'classifier.weight':[[1,2],[4,5]],'classifier.bias':[0,1],'map.weight':[[1,0,1],[0,1,1]],'map.bias':[0,0]},{**m,'unseen.format':'2','unseen.scaling':'L2'})
st('model/layers.safetensors',{'classifier.weight':[[1,2,0,1,2],[4,5,1,0,3]],'classifier.bias':[0,1],'map.weight':[[1,0,1],[0,1,1]],'map.bias':[0,0],'map2.weight':[[1,2],[0,1]],'map2.bias':[0,1]},
  {**m,'unseen.format':'3','unseen.map.activations':'LeakyRelu,Sigmoid','unseen.map.kept':'101'})
whole={**m,'unseen.format':'4','unseen.calibration.seen':'0.5','unseen.calibration.unseen':'2','unseen.fit.distanceWeight':'1.5'}
two={'classifier.weight':[[1,2],[4,5]],'classifier.bias':[0,1],'fit.quantiles':[.25,.5]}
st('model/fit.safetensors',{**two,'fit.mean':[.5,0],'fit.components':[[1,0]]},whole)
branch={**m,'unseen.classifier':'Prototype','unseen.format':'3','unseen.map.activations':'Identity','unseen.map.kept':'01','addedClassBias':'0.75'}
st('model/branch.safetensors',{**two,'branch.classifier.weight':[[.6,.8],[1,0]],'branch.classifier.bias':[0,0],'branch.map.weight':[[1,0],[0,1]],'branch.map.bias':[0,0]},
  {**whole,'unseen.adaptedCalibration.seen':'0.75','unseen.adaptedCalibration.unseen':'3',**{f'unseen.branch.{k}':t for k,t in branch.items()}})
p={'resize':10,'crop':8,'mean':[100,110,120],'std':[50,60,70],'resampling':'bilinear','bgr':False}
st('model/photographs.safetensors',{'classifier.weight':[[1,2],[4,5]],'classifier.bias':[0,1]},{**m,'imageModels':json.dumps([{'file':'tiny.onnx','sha256':'ab'*32,'output':'pool','width':2,'preprocessing':p}])})
w('options/run.json',json.dumps({'format':1,'config':{'classifier':'prototype','generator':'wgan','sigma':'auto','epochs':4,'seeds':[0,1],'outputRelu':False,'learningRate':1e-4}}))
w('options/plain.json','{"adjust": "dgz", "unseenWeight": 0.5, "classifierEpochs": [10, 20], // as in the article\n "protocol": "paper", "seed": 3,}')
w('options/baseline.json','{"classifier":"eszsl","adjust":"calibrated","scaling":"l2","seeds":"3"}')
def im(fmt,**k):
    b=io.BytesIO();Image.new('RGB',(5,4),(200,30,60)).save(b,fmt,**k);return b.getvalue()
for f in ['JPEG','PNG','GIF','BMP','WEBP']: w('request/'+f.lower(),b'\x00'+im(f))
def chunk(kind,body): return struct.pack('>I',len(body))+kind+body+struct.pack('>I',zlib.crc32(kind+body))
w('request/thin',b'\x00\x89PNG\r\n\x1a\n'+chunk(b'IHDR',struct.pack('>IIBBBBB',1,20000,8,2,0,0,0))+chunk(b'IDAT',zlib.compress(b'\x00\xc8\x1e\x3c'*20000,9))+chunk(b'IEND',b''))
w('request/json',b'\x01'+json.dumps({'features':[[0,1.5],[1,0]],'top':2,'nearest':1,'with':{'name':'x','descriptor':[1,2]}}).encode())
w('request/images',b'\x01'+json.dumps({'images':[base64.b64encode(im('GIF')).decode()],'returnFeatures':True}).encode())
w('request/form',b'\x02--b\r\nContent-Disposition: form-data; name="file"; filename="a.gif"\r\nContent-Type: image/gif\r\n\r\n'+im('GIF')+b'\r\n--b\r\nContent-Disposition: form-data; name="with"\r\n\r\n{"name":"x","parts":{"a":1}}\r\n--b--\r\n')
f='../Unseen.Data.Tests/fixtures/'
for n in ['big.mat','little.mat','big_compressed.mat','little_compressed.mat']: w('mat/'+n,open(f+n,'rb').read())
# Small files that inflate to large arrays.
def el(t,d): return struct.pack('<II',t,len(d))+d+bytes(-len(d)%8)
body=el(6,struct.pack('<II',9,0))+el(5,struct.pack('<ii',6,1<<18))+el(1,b'features')+el(2,bytes(6<<18))
z=zlib.compress(struct.pack('<II',14,len(body))+body,9)
w('mat/bomb.mat',b'MATLAB 5.0'.ljust(124)+b'\0\x01IM'+struct.pack('<II',15,len(z))+z)
b=io.BytesIO()
with zipfile.ZipFile(b,'w',zipfile.ZIP_DEFLATED,compresslevel=9) as z:
    for n,a in [('features',np.zeros((1<<17,6),'u1')),('names',np.full(1<<14,b'a','S1'))]:
        i=io.BytesIO();np.save(i,a);z.writestr(zipfile.ZipInfo(n+'.npy',(1980,1,1,0,0,0)),i.getvalue(),zipfile.ZIP_DEFLATED,9)
w('npz/bomb.npz',b.getvalue())
# MATLAB v7.3 files, with the earliest and the latest version of HDF5's headers: plain numbers, numbers in compressed chunks, an array with only a fill value, text, and cells.
for latest in [False,True]:
    b=io.BytesIO()
    with h5py.File(b,'w',userblock_size=512,libver='latest' if latest else 'earliest') as file:
        def put(parent,name,a,kind,**k):
            d=parent.create_dataset(name,data=a,**k);d.attrs['MATLAB_class']=np.bytes_(kind);return d
        put(file,'features',np.arange(12,dtype='f4').reshape(4,3),'single',chunks=(2,2),compression='gzip',shuffle=True)
        put(file,'labels',np.array([[1,2,1,2]],'u1'),'uint8')
        file.create_dataset('fill',(4,3),'f8',chunks=(4,1),fillvalue=7).attrs['MATLAB_class']=np.bytes_('double')
        empty=put(file,'empty',np.zeros(2,'u8'),'double');empty.attrs['MATLAB_empty']=np.uint8(1)
        name=put(file,'name',np.array([[ord(letter)] for letter in 'a fox'],'u2'),'char')
        cells=np.empty((1,2),h5py.ref_dtype);refs=file.create_group('#refs#')
        for i,word in enumerate(['fox','bear']): cells[0,i]=put(refs,f'n{i}',np.array([[ord(x)] for x in word],'u2'),'char').ref
        put(file,'names',cells,'cell',dtype=h5py.ref_dtype)
    w('mat73/latest.mat' if latest else 'mat73/earliest.mat',b'MATLAB 7.3 MAT-file'.ljust(124)+b'\0\x02IM'+b.getvalue()[128:])
for n in [1,2,3]: w(f'npy/version{n}.npy',open(f+f'version{n}.npy','rb').read())
for dt in ['<f4','>f8','<i2','|b1','<U3','|S4']:
    b=io.BytesIO();np.save(b,np.zeros((2,3),dt,order='F' if dt=='<i2' else 'C'));w('npy/'+dt.strip('<>|')+'.npy',b.getvalue())
for n,s in [('stored',np.savez),('deflated',np.savez_compressed)]:
    b=io.BytesIO();s(b,features=np.arange(6,dtype='f4').reshape(2,3),labels=np.array([1,2],'u1'),names=np.array(['a','bc']));w(f'npz/{n}.npz',b.getvalue())

# Safetensors files: numbers of several types, a tensor without elements, and a tensor without dimensions.
def tensors(p,entries,**more):
    h=dict(more);off=0;data=b''
    for n,(kind,a) in entries.items():
        a=np.asarray(a);h[n]={'dtype':kind,'shape':list(a.shape),'data_offsets':[off,off+a.nbytes]};off+=a.nbytes;data+=a.tobytes()
    j=json.dumps(h,separators=(',',':')).encode();j+=b' '*(-len(j)%8);w(p,struct.pack('<q',len(j))+j+data)
rows6=np.arange(6).reshape(2,3)
tensors('safetensors/clip.safetensors',{'image_features':('F32',rows6.astype('<f4')),'labels':('I64',np.array([0,1],'<i8'))},__metadata__={'format':'pt'})
tensors('safetensors/types.safetensors',{'a':('F16',rows6.astype('<f2')),'b':('BF16',rows6.astype('<u2')),'c':('F64',rows6.astype('<f8')),'d':('U8',rows6.astype('u1')),
  'e':('BOOL',np.array([0,1],'u1')),'f':('I16',np.zeros((0,3),'<i2')),'g':('U32',np.array(7,'<u4'))})
# Checkpoints. The fuzz target corrects their checksums.
def checkpoint(n,values,**entries):
    tensors(f'checkpoint/{n}.unseen',entries,__metadata__={'sha256':'0'*64,'identity':'{"results":1,"threads":1}','values':values if isinstance(values,str) else json.dumps(values)})
checkpoint('small',{'run.seconds':1.5,'log.epochs':[{'seed':0,'stage':'final','phase':'classifier','epoch':1,'epochs':2,'loss':'NaN','seconds':1}]},
  a=('F32',rows6.astype('<f4')),b=('BF16',np.zeros(4,'<u2')),c=('I64',np.array(7,'<i8')),d=('U8',np.zeros((0,5),'u1')))
checkpoint('types',{},a=('F64',np.zeros(1,'<f8')),b=('F16',np.zeros(2,'<f2')),c=('BOOL',np.array([0,1],'u1')),d=('I8',np.zeros(1,'i1')),e=('I16',np.zeros(1,'<i2')),f=('I32',np.zeros((1,1),'<i4')))
checkpoint('null','null')
checkpoint('nulls',{'log.epochs':None,'best':[None]})
# Pickles: PyTorch files, composed here in the form that torch.save writes, and a NumPy array of Python strings.
def uni(t): return b'X'+struct.pack('<i',len(t.encode()))+t.encode()
def num(n): return b'K'+bytes([n])
def tup(ns): return b'('+b''.join(num(n) for n in ns)+b't'
def tensor(key,kind,shape,strides,offset,count):
    return (b'ctorch._utils\n_rebuild_tensor_v2\n(('+uni('storage')+b'ctorch\n'+kind+b'\n'+uni(key)+uni('cpu')+num(count)+b'tQ'
      +num(offset)+tup(shape)+tup(strides)+b'\x89ccollections\nOrderedDict\n)RtR')
def torch(p,pickle,*storages):
    b=io.BytesIO()
    with zipfile.ZipFile(b,'w') as z:
        for n,d in [('data.pkl',pickle),('byteorder',b'little')]+[(f'data/{i}',s) for i,s in enumerate(storages)]+[('version',b'3\n')]:
            z.writestr(zipfile.ZipInfo('archive/'+n,(1980,1,1,0,0,0)),d)
    w(p,b.getvalue())
floats=np.arange(6,dtype='<f4').tobytes()
torch('pickle/tensor.pt',b'\x80\x02'+tensor('0',b'FloatStorage',[2,3],[3,1],0,6)+b'.',floats)
torch('pickle/strided.pt',b'\x80\x02}q\x00('+uni('image_features')+tensor('0',b'HalfStorage',[3,2],[1,3],0,6)+uni('labels')+tensor('1',b'LongStorage',[2],[1],1,3)
  +uni('names')+b']q\x01('+uni('fox')+uni('bear')+b'e'+uni('ids')+b']q\x02('+num(1)+num(2)+b'eu.',np.arange(6,dtype='<f2').tobytes(),np.arange(3,dtype='<i8').tobytes())
torch('pickle/model.pt',b'\x80\x02ccollections\nOrderedDict\n)Rq\x00('+uni('fc.weight')+b'ctorch._utils\n_rebuild_parameter\n'+tensor('0',b'FloatStorage',[2,3],[3,1],0,6)
  +b'\x88ccollections\nOrderedDict\n)R\x87R'+uni('epoch')+num(3)+uni('inner')+b'}('+uni('self')+b'h\x00uu}'+uni('_metadata')+b'}sb.',floats)
b=io.BytesIO();np.save(b,np.array(['fox','bear','wild boar'],object),allow_pickle=True);w('pickle/objects.npy',b.getvalue())
# Excel workbooks: numbers, inline and shared texts, and two sheets.
def workbook(p,*sheets,shared=()):
    ns='http://schemas.openxmlformats.org/';main=ns+'spreadsheetml/2006/main';office=ns+'officeDocument/2006/relationships';package=ns+'package/2006/relationships'
    def cell(v,r,c):
        at=f'{chr(65+c)}{r+1}'
        if isinstance(v,tuple): return f'<c r="{at}" t="s"><v>{v[0]}</v></c>'
        return f'<c r="{at}" t="inlineStr"><is><t>{v}</t></is></c>' if isinstance(v,str) else f'<c r="{at}"><v>{v}</v></c>'
    parts={'[Content_Types].xml':f'<Types xmlns="{ns}package/2006/content-types"/>',
      '_rels/.rels':f'<Relationships xmlns="{package}"><Relationship Id="a" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
      'xl/_rels/workbook.xml.rels':f'<Relationships xmlns="{package}">'+''.join(f'<Relationship Id="s{i}" Type="{office}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in range(len(sheets)))
        +(f'<Relationship Id="t" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>' if shared else '')+'</Relationships>',
      'xl/workbook.xml':f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'+''.join(f'<sheet name="S{i}" sheetId="{i+1}" r:id="s{i}"/>' for i in range(len(sheets)))+'</sheets></workbook>'}
    for i,rows in enumerate(sheets):
        parts[f'xl/worksheets/sheet{i}.xml']=f'<worksheet xmlns="{main}"><sheetData>'+''.join(f'<row r="{r+1}">'+''.join(cell(v,r,c) for c,v in enumerate(row))+'</row>' for r,row in enumerate(rows))+'</sheetData></worksheet>'
    if shared: parts['xl/sharedStrings.xml']=f'<sst xmlns="{main}">'+''.join(f'<si><t>{t}</t></si>' for t in shared)+'</sst>'
    b=io.BytesIO()
    with zipfile.ZipFile(b,'w') as z: # uncompressed, so that the fuzzer changes bytes of the XML
        for n,t in parts.items(): z.writestr(zipfile.ZipInfo(n,(1980,1,1,0,0,0)),t)
    w(p,b.getvalue())
workbook('xlsx/numbers.xlsx',[[1,2,3],[4.5,-1e-3,0]])
workbook('xlsx/shared.xlsx',[[(0,),'f0','f1','f2'],[(1,),1,2,3],[(1,),4,5,6]],[[1]],shared=['label','fox'])
# Parquet files, composed here in Thrift's compact protocol, with and without lists, dictionaries and compression.
def varint(n):
    b=b''
    while n>127: b+=bytes([n&127|128]);n>>=7
    return b+bytes([n])
def zigzag(n): return varint(n<<1 if n>=0 else (-n<<1)-1)
def struct_(**fields): # i5 is a 32-bit integer in field 5; j=64-bit integer, s=text, t=struct, n=list of integers, u=list of texts, l=list of structs
    b=b'';last=0
    for k,v in fields.items():
        f=int(k[1:]);code={'i':5,'j':6,'s':8,'t':12,'n':9,'u':9,'l':9}[k[0]];b+=bytes([(f-last)<<4|code]);last=f
        items=lambda kind:bytes([len(v)<<4|kind])
        b+=(zigzag(v) if k[0] in 'ij' else varint(len(v.encode()))+v.encode() if k[0]=='s' else v if k[0]=='t'
          else items(5)+b''.join(map(zigzag,v)) if k[0]=='n' else items(8)+b''.join(varint(len(t))+t.encode() for t in v) if k[0]=='u' else items(12)+b''.join(v))
    return b+b'\0'
def levels(ls,bits): # one run of packed levels, preceded by its length
    ls=ls+[0]*(-len(ls)%8);packed=sum(l<<(i*bits) for i,l in enumerate(ls)).to_bytes(len(ls)*bits//8,'little');run=varint(len(ls)//8<<1|1)+packed
    return struct.pack('<i',len(run))+run
def parquet(p,rows,columns,codec=0):
    body=b'PAR1';schema=[struct_(s4='schema',i5=len(columns))];chunks=[]
    pack=(lambda d:zlib.compress(d,9,31)) if codec==2 else lambda d:d
    def page(kind,data,**header):
        z=pack(data);return struct_(i1=kind,i2=len(data),i3=len(z),**header)+z,len(data)
    for name,(kind,values,path,width) in columns.items():
        at=len(body);total=0;places={}
        if path: schema+=[struct_(i3=1,s4=name,i5=1,i6=3),struct_(i3=2,s4='list',i5=1),struct_(i1=kind,i3=1,s4='element')]
        else: schema+=[struct_(i1=kind,i3=0,s4=name,**({'i6':0} if kind==6 else {}))]
        plain=b''.join(struct.pack('<i',len(v))+v.encode() if kind==6 else struct.pack({1:'<i',2:'<q',4:'<f',5:'<d'}[kind],v) for v in (sorted(set(values)) if kind==6 else values))
        encodings=[0,3]
        if kind==6: # a dictionary, then indices of one bit
            d,n=page(2,plain,t7=struct_(i1=len(set(values)),i2=0));body+=d;total+=n;places={'j11':at};encodings=[0,3,8]
            indices=[sorted(set(values)).index(v) for v in values];plain=b'\x01'+levels(indices,1)[4:]
        data_at=len(body)
        before=levels([0 if i%width==0 else 1 for i in range(len(values))],1)+levels([3]*len(values),2) if path else b''
        d,n=page(0,before+plain,t5=struct_(i1=len(values),i2=8 if kind==6 else 0,i3=3,i4=3));body+=d;total+=n
        chunks.append(struct_(j2=at,t3=struct_(i1=kind,n2=encodings,u3=[name,'list','element'] if path else [name],i4=codec,j5=len(values),j6=total,j7=len(body)-at,j9=data_at,**places)))
    footer=struct_(i1=1,l2=schema,j3=rows,l4=[struct_(l1=chunks,j2=len(body),j3=rows)],s6='x')
    w(p,body+footer+struct.pack('<i',len(footer))+b'PAR1')
parquet('parquet/lists.parquet',2,{'label':(6,['fox','bear'],False,1),'features':(4,[1,2,3,4,5,6],True,3)})
parquet('parquet/gzip.parquet',2,{'features':(5,[1,2,3,4,5,6],True,3),'n':(1,[1,2],False,1)},codec=2)
parquet('parquet/table.parquet',4,{'label':(6,['fox','bear','fox','fox'],False,1),'f1':(4,[1,2,3,4],False,1),'f2':(2,[1,2,3,4],False,1),'f3':(5,[0,.5,1,2],False,1)})
